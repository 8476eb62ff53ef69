# All rules that are built in. The rules for Google's provider are a plugin, which tflint would download.
plugin "terraform" {
  enabled = true
  preset  = "all"
}
