/*
 * A line chart as SVG text: one measure over the turns of a session.
 */

const width = 720;
const height = 220;
const margin = { left: 76, right: 16, top: 34, bottom: 34 };

/**
 * @param {object} chart
 * @param {string} chart.title
 * @param {readonly { x: number, y: number }[]} chart.points
 * @param {(y: number) => string} chart.format
 * @param {number} chart.top - where the chart stands in its page, in pixels
 * @returns {string} an SVG group
 */
function drawChart({ title, points, format, top }) {
  const xMax = Math.max(...points.map(({ x }) => x));
  const yMax = Math.max(...points.map(({ y }) => y)) * 1.1 || 1;
  const atX = (x) => margin.left + (x / xMax) * (width - margin.left - margin.right);
  const atY = (y) => height - margin.bottom - (y / yMax) * (height - margin.top - margin.bottom);
  const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${px(atX(x))} ${px(atY(y))}`);
  const rows = [0, 0.5, 1].map((share) => {
    const y = px(atY(share * yMax));
    return `<path d="M${margin.left} ${y}H${width - margin.right}" stroke="#8884"/>
<text x="${margin.left - 8}" y="${y + 4}" text-anchor="end">${format(share * yMax)}</text>`;
  });
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const label = Math.round(share * xMax).toLocaleString("en");
    return `<text x="${px(atX(share * xMax))}" y="${height - 12}" text-anchor="middle">${label}</text>`;
  });
  return `<g transform="translate(0 ${top})">
<text x="${margin.left}" y="20" font-weight="bold">${title}</text>
${rows.join("\n")}
${columns.join("\n")}
<path d="${path.join("")}" fill="none" stroke="#2563eb" stroke-width="1.5"/>
</g>`;
}

/** Charts below one another, as an SVG document; its title is what a screen reader says of it. */
export function drawCharts(charts) {
  const title = charts.map((chart) => chart.title).join("; ");
  const drawn = charts.map((chart, i) => drawChart({ ...chart, top: i * height }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${charts.length * height}" font-family="sans-serif" font-size="12" fill="#808080" role="img" aria-labelledby="title">
<title id="title">${title}</title>
${drawn.join("\n")}
</svg>
`;
}

function px(x) {
  return Math.round(x * 10) / 10;
}
