package main

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What `terraform providers schema -json` prints, as far as it is needed.
// https://developer.hashicorp.com/terraform/cli/commands/providers/schema
type document struct {
	Providers map[string]provider `json:"provider_schemas"`
}

type provider struct {
	Provider    schema            `json:"provider"`
	Resources   map[string]schema `json:"resource_schemas"`
	DataSources map[string]schema `json:"data_source_schemas"`
}

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	Blocks     map[string]nestedBlock `json:"block_types"`
}

type attribute struct {
	Type      json.RawMessage  `json:"type"`
	Nested    *nestedAttribute `json:"nested_type"`
	Required  bool             `json:"required"`
	Optional  bool             `json:"optional"`
	Computed  bool             `json:"computed"`
	Sensitive bool             `json:"sensitive"`
	WriteOnly bool             `json:"write_only"`
}

type nestedAttribute struct {
	Attributes map[string]attribute `json:"attributes"`
	Nesting    string               `json:"nesting_mode"`
}

type nestedBlock struct {
	Nesting  string `json:"nesting_mode"`
	Block    block  `json:"block"`
	MinItems int64  `json:"min_items"`
	MaxItems int64  `json:"max_items"`
}

var blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
}

var attributeNesting = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

// read finds one provider in the recorded schemas and says it in the plugin protocol's words.
func read(text []byte, address string) (*tfprotov6.GetProviderSchemaResponse, error) {
	var all document
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	found, ok := all.Providers[address]
	if !ok {
		return nil, fmt.Errorf("the recorded schemas have no such provider")
	}
	configuration, err := found.Provider.protocol()
	if err != nil {
		return nil, err
	}
	resources, err := protocolOf(found.Resources)
	if err != nil {
		return nil, err
	}
	dataSources, err := protocolOf(found.DataSources)
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:          configuration,
		ResourceSchemas:   resources,
		DataSourceSchemas: dataSources,
	}, err
}

func protocolOf(schemas map[string]schema) (map[string]*tfprotov6.Schema, error) {
	said := make(map[string]*tfprotov6.Schema, len(schemas))
	for name, each := range schemas {
		one, err := each.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		said[name] = one
	}
	return said, nil
}

func (s schema) protocol() (*tfprotov6.Schema, error) {
	said, err := s.Block.protocol()
	return &tfprotov6.Schema{Version: s.Version, Block: said}, err
}

func (b block) protocol() (*tfprotov6.SchemaBlock, error) {
	attributes, err := attributesOf(b.Attributes)
	if err != nil {
		return nil, err
	}
	said := &tfprotov6.SchemaBlock{Attributes: attributes}
	for name, each := range b.Blocks {
		inner, err := each.Block.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		said.BlockTypes = append(said.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name,
			Block:    inner,
			Nesting:  blockNesting[each.Nesting],
			MinItems: each.MinItems,
			MaxItems: each.MaxItems,
		})
	}
	return said, nil
}

func attributesOf(attributes map[string]attribute) ([]*tfprotov6.SchemaAttribute, error) {
	var said []*tfprotov6.SchemaAttribute
	for name, each := range attributes {
		one, err := each.protocol(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		said = append(said, one)
	}
	return said, nil
}

func (a attribute) protocol(name string) (*tfprotov6.SchemaAttribute, error) {
	said := &tfprotov6.SchemaAttribute{
		Name:      name,
		Required:  a.Required,
		Optional:  a.Optional,
		Computed:  a.Computed,
		Sensitive: a.Sensitive,
		WriteOnly: a.WriteOnly,
	}
	if a.Nested == nil {
		parsed, err := tftypes.ParseJSONType(a.Type)
		said.Type = parsed
		return said, err
	}
	inner, err := attributesOf(a.Nested.Attributes)
	said.NestedType = &tfprotov6.SchemaObject{Attributes: inner, Nesting: attributeNesting[a.Nested.Nesting]}
	return said, err
}
