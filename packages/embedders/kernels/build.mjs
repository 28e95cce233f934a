/** `node kernels/build.mjs`: writes the kernels into the sources. Needed after a change in here. */
import { writeFileSync } from "node:fs";
import { assembleKernels, kernelsModuleSource } from "./module.mjs";

const target = new URL("../src/use-lite/wasm/kernels-binary.ts", import.meta.url);
const binary = await assembleKernels();
writeFileSync(target, kernelsModuleSource(binary));
console.log(`${binary.length} bytes of kernels written to ${target.pathname}`);
