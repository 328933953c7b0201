/** Something a paper needed and nobody had: printed as `[… what]` and listed here, to be filled in before filing. */
export interface Blank {
  readonly paper: string;
  readonly what: string;
}

/** One paper of a packet, in both file formats. The same input gives the same bytes. */
export interface RenderedPaper {
  /** 'petition', 'declaration', 'order', 'notice', 'service', 'fee-waiver': name of its template. */
  readonly kind: string;
  readonly title: string;
  /** Version of the template it was made from. */
  readonly version: string;
  readonly pdf: Buffer;
  readonly docx: Buffer;
  readonly pages: number;
  readonly blanks: readonly Blank[];
  /** What an attorney has to verify before filing: unverified court formats, doubts the law data carries. */
  readonly checks: readonly string[];
  /** The paper as plain text, one paragraph a line. */
  readonly text: string;
}
