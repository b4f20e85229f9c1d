// Clients of Ceph against a real cluster, which is started once for all of them.
import { describe } from 'vitest';
import { cephfsScenarios } from './scenarios/cephfs.js';
import { rbdScenarios } from './scenarios/rbd.js';
import { sambaScenarios } from './scenarios/samba.js';
import { suiteScenarios } from './scenarios/suites.js';
import { troubleScenarios } from './scenarios/trouble.js';
import { userspaceScenarios } from './scenarios/userspace.js';
import { shareCluster } from './scene.js';

shareCluster();

describe('RBD', rbdScenarios);
describe('CephFS', cephfsScenarios);
describe('clients that are no part of the kernel', userspaceScenarios);
describe('when something is wrong', troubleScenarios);
describe('suites', suiteScenarios);
describe('servers of SMB', sambaScenarios);
