terraform {
  # Validations that refer to other variables need 1.9.
  required_version = ">= 1.9"

  required_providers {
    google = {
      source = "hashicorp/google"
      # Direct VPC egress of functions needs 7.21.
      version = ">= 7.21, < 9"
    }
    archive = {
      source  = "hashicorp/archive"
      version = ">= 2.7, < 3"
    }
  }
}
