/** Why something is not done for whoever asks for it, as an HTTP status and a text. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 409;
  /** Undefined for the usual text of the status. */
  readonly text?: string;
}

export const FORBIDDEN: Refusal = { status: 403 };

export const invalid = (text: string): Refusal => ({ status: 400, text });
