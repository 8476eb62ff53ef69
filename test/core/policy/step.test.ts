import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('major, minor, patch', () => {
  itIsOrderedBy('version', ['major', 'minor', 'patch']);
  itAnswers([
    ['major', '1.2.3', '2.0.0', 'newer'],
    ['major', '1.2.3', '7.0.0', 'newer'],
    ['major', '1.2.3', '1.2.4', 'newer'],
    ['major', '2.0.0', '1.9.0', 'NotHigher'],
    ['major', 'v1.2.3', '1.2.3', 'same'],

    ['minor', '1.2.3', '1.10.0', 'newer'],
    ['minor', '1.2.3', '1.2.4', 'newer'],
    ['minor', '1.2.3', '2.0.0', 'BeyondStep'],
    ['minor', '2.0.0', '1.9.0', 'NotHigher'],
    ['minor', '1.2.3', '1.2.3', 'same'],

    ['patch', '1.2.3', '1.2.10', 'newer'],
    ['patch', '1.2.3', '1.3.0', 'BeyondStep'],
    ['patch', '1.2.3', '2.2.4', 'BeyondStep'],
    ['patch', '1.3.0', '1.2.9', 'NotHigher'],
    ['patch', '1.2.3', 'v1.2.3', 'same'],

    ['minor', '1.2.3_up57', '1.3.0_up58', 'newer'],
    ['minor', '1.2.3_up57', '2.0.0_up58', 'BeyondStep'],
    ['minor', '1.2.3_9-jre', '1.3.0_7-jdk', 'OtherVariant'],
    ['minor', '1.2.3', '1.3.0_arm64', 'OtherVariant'],

    ['major', undefined, '1.2.3', 'NoTag'],
    ['major', 'latest', '1.2.3', 'NotAVersion'],
    ['major', '1.2.3', 'latest', 'NotAVersion'],
    ['major', '1.2.3', '20240101', 'NotAVersion'],
    ['major', '20240101', '20240102', 'NotAVersion'],
    ['patch', '1.2', '1.3', 'NotAVersion'],
    ['patch', '1.2.3-alpine', '1.2.4', 'OtherVariant'],
    ['patch', '1.2.3', '1.2.4-alpine', 'OtherVariant'],
    ['patch', '1.2.3-rc.1', '1.2.3-rc.2', 'OtherVariant'],
    ['patch', '1.2.3-rc.1', '1.2.3-rc.1', 'OtherVariant'],
    ['patch', '1.2.3-rc.1', 'latest', 'NotAVersion'],
  ]);
});
