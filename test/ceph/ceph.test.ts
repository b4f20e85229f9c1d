// Clients of Ceph against a real cluster, which is started once for all of them.
import { describe } from 'vitest';
import { rbdScenarios } from './scenarios/rbd.js';
import { shareCluster } from './scene.js';

shareCluster();

describe('RBD', rbdScenarios);
