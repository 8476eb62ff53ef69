terraform {
  required_version = ">= 1.9, < 2"

  # The versions with which this was planned. A lock file of yours (`terraform init` writes it) keeps their checksums.
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "7.45.0"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "2.8.0"
    }
  }
}
