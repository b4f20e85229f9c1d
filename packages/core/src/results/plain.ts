/** Sequences that change how a terminal shows what follows (ECMA-48: CSI, OSC and other strings, two-byte escapes). */
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
/** Controls of C0 and C1 but the tab, and those that turn the direction of writing. */
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Where Unicode has pictures of C0 controls. */
const PICTURES = 0x2400;

/** A line as text that only shows: escape sequences are left out, a control character is its picture, as `␀`. */
export function plainLine(line: string): string {
  return line
    .replace(/\r+$/, '')
    .replace(ESCAPES, '')
    .replace(CONTROLS, (control) => {
      const code = control.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(PICTURES + code) : '\ufffd';
    });
}
