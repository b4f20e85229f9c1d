export { type CollectedState, collectStates, listStates, type StoredState } from './store.js';
export { stateUselessness } from './uselessness.js';
