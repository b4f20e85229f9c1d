export { joinMesh, type MeshLease, OLDEST_QEMU_FOR_MESH } from './join.js';
export { meshSocket } from './place.js';
