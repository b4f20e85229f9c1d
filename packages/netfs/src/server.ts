/** Whether this is a name or an address of a host, of IPv6 with brackets or without. One with a dash in front would be an option. */
export function isServer(text: string): boolean {
  return /^(\[[\da-f:.]+(%[\w.-]+)?\]|[\w.:][\w.:-]*(%[\w.-]+)?)$/i.test(text);
}
