/** Something wrong with one entry; whoever knows where the entry stands makes a user's error of it. */
export class Fault extends Error {
  override readonly name = 'Fault';
}
