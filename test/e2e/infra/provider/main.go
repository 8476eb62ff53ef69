// A provider that knows the schema of another one, and nothing else.
//
// `terraform validate` and `terraform test` with `mock_provider` ask a provider for its schema and for nothing that
// needs a cloud. Where the registry of providers cannot be reached, this answers from what
// `terraform providers schema -json` printed for the real ones (schema.json). Its file is called as Terraform wants it,
// terraform-provider-NAME_vVERSION: the name says whose schema is served.
package main

import (
	_ "embed"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

//go:embed schema.json
var recorded []byte

func main() {
	address := addressOf(filepath.Base(os.Args[0]))
	served, err := read(recorded, address)
	if err != nil {
		log.Fatalf("%s: %v", address, err)
	}
	err = tf6server.Serve(address, func() tfprotov6.ProviderServer { return &schemaOnly{served: served} })
	if err != nil {
		log.Fatalf("%s: %v", address, err)
	}
}

// addressOf turns terraform-provider-google_v7.45.0 into registry.terraform.io/hashicorp/google.
func addressOf(file string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(file, "terraform-provider-"), "_v")
	return "registry.terraform.io/hashicorp/" + name
}
