export function kernelsText(): string;
export function assembleKernels(): Promise<Uint8Array>;
export function kernelsModuleSource(binary: Uint8Array): string;
