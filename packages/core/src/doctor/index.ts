export { type Check, doctor } from './doctor.js';
