# All rules that are built in. The rules for Google's provider are a plugin, which tflint would download.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# The module has a file for each subject, such as topics.tf, and none for the rest.
rule "terraform_standard_module_structure" {
  enabled = false
}
