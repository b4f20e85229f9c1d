import { execFile } from 'node:child_process';

/**
 * Notes the modes (stty(1)) of a terminal, as `/dev/pts/3`; call the result to give it them back. QEMU does so itself,
 * unless it is killed. A terminal that we may not open keeps what it gets.
 */
export async function keepModes(device: string): Promise<() => Promise<void>> {
  const modes = (await stty(device, '-g')).trim();
  return async () => {
    if (modes !== '') await stty(device, modes);
  };
}

/** Not by runTool, whose library takes longer to load than stty to run. */
function stty(device: string, argument: string): Promise<string> {
  return new Promise((resolve) => execFile('stty', ['-F', device, argument], (_, stdout) => resolve(stdout)));
}
