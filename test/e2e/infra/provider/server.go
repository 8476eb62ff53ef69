package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// schemaOnly answers what is asked before anything is planned: the schema, and that every configuration which fits it
// is well. Whatever else is asked has no answer here and ends the process: a test that gets there forgot its mock.
type schemaOnly struct {
	tfprotov6.ProviderServer
	served *tfprotov6.GetProviderSchemaResponse
}

func (s *schemaOnly) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	said := &tfprotov6.GetMetadataResponse{}
	for name := range s.served.ResourceSchemas {
		said.Resources = append(said.Resources, tfprotov6.ResourceMetadata{TypeName: name})
	}
	for name := range s.served.DataSourceSchemas {
		said.DataSources = append(said.DataSources, tfprotov6.DataSourceMetadata{TypeName: name})
	}
	return said, nil
}

func (s *schemaOnly) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return s.served, nil
}

func (s *schemaOnly) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (s *schemaOnly) ValidateProviderConfig(_ context.Context, asked *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: asked.Config}, nil
}

func (s *schemaOnly) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (s *schemaOnly) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (s *schemaOnly) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}
