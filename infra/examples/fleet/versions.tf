terraform {
  required_version = ">= 1.9, < 2"

  # The versions with which this was planned. A lock file of yours (`terraform init` writes it) keeps their checksums.
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "7.45.0"
    }
    # The module's, at the version that it was tested with.
    # tflint-ignore: terraform_unused_required_providers
    archive = {
      source  = "hashicorp/archive"
      version = "2.8.0"
    }
  }
}
