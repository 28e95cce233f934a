const unknownOutcome = /did not say whether it wrote/;

/**
 * Looks at every answer of workers whose database fails: 200, or 503 that says when to come back,
 * or 503 that says that the outcome is not known. No answer at all is as wrong as any other.
 */
export class AnswerCheck {
  problems = [];
  unavailable = 0;

  take(answer) {
    if (answer?.status === 200) return;
    const isUnavailable = answer?.status === 503;
    const saysHow = answer?.retryAfter !== null || unknownOutcome.test(answer?.body);
    if (isUnavailable && saysHow) this.unavailable += 1;
    else this.problems.push(`answered with ${answer?.status}: ${answer?.body}`);
  }
}
