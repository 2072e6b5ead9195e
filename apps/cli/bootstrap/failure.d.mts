export class Failure extends Error {}
export function explainOutput(what: string, output: string): string;
