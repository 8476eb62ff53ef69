terraform {
  required_version = ">= 1.9, < 2"

  # The tested versions. Commit the lock file that `terraform init` writes, which has their checksums.
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "7.45.0"
    }
    # A provider of the module, at the tested version.
    # tflint-ignore: terraform_unused_required_providers
    archive = {
      source  = "hashicorp/archive"
      version = "2.8.0"
    }
  }
}
