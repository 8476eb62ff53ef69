variable "project" {
  description = "Id of the platform team's project."
  type        = string
}

variable "on_call" {
  description = "Id of a notification channel."
  type        = string
}
