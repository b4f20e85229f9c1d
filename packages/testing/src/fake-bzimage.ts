/** The boot header of a kernel for x86_64 (Documentation/arch/x86/boot.rst), with setup code of one sector and no kernel. */
export function fakeBzImage(release: string): Buffer {
  const image = Buffer.alloc(2048);
  image.writeUInt8(1, 0x1f1); // setup_sects
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(0x20f, 0x206); // protocol 2.15
  image.writeUInt16LE(0x200, 0x20e); // kernel_version, counted from the second sector
  image.writeUInt8(1, 0x211); // loadflags: big
  image.writeUInt16LE(1, 0x236); // xloadflags: 64 bit
  image.write(`${release} (rapido@testing) #1\0`, 0x400, 'latin1');
  return image;
}
