/** The text of ksmbd.conf(5), with one share. */
export function ksmbdConfText(share: string): string {
  return [
    '; Made by Rapido as the VM starts.',
    '[global]',
    '\tserver string = Rapido',
    '\ttcp port = 445',
    '',
    `[${share}]`,
    '\tpath = /srv/share',
    '\tread only = no',
    '',
  ].join('\n');
}
