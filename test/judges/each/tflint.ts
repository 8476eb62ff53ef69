import { configFile, type Judge } from '../judge.ts';

export const TFLINT: Judge = {
  name: 'tflint',
  tool: {
    from: 'Go',
    package: 'github.com/terraform-linters/tflint',
    module: 'github.com/terraform-linters/tflint',
    program: 'tflint',
  },
  subject: 'the Terraform module and its examples, by the rules for any provider',
  rare: 'Go builds it in one to two minutes',
  runs: ({ root }) => [
    { args: [`--chdir=${root}/infra`, '--recursive', '--no-color', `--config=${configFile('tflint.hcl')}`] },
  ],
  planted: {
    files: {
      'infra/main.tf':
        'terraform {\n  required_version = ">= 1.9"\n}\n\nvariable "unused" {\n  type = string\n}\n',
    },
    complaint: 'terraform_unused_declarations',
  },
};
