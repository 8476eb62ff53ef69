# For a platform team: registries of three projects, clusters of two, private endpoints, alerts to the on-call channel.

provider "google" {
  project = var.project
}

module "image_updater" {
  source = "../.."

  project = var.project
  region  = "europe-north1"
  labels  = { team = "platform" }

  registries = [
    { project = "shop-images", repositories = ["europe/apps"] },     # the only repository that the updater may read
    { project = "bank-images", create_topic = true, read = false },  # its topic `gcr` does not exist yet; its reader is below
    { project = "game-images", create_topic = false, read = false }, # its topic exists, and may not be looked up
  ]

  configuration = {
    policy = "semver:>=1"
    rules = [
      { match = { namespaces = ["*-staging"] }, policy = "any" },
      { match = { clusters = ["bank-prod/**"] }, policy = "never", enforce = true },
    ]
    clusters = [
      { gke = "projects/shop-prod/locations/-/clusters/-", labels = { env = "prod" }, endpoint = "private" },
      { gke = "projects/bank-prod/locations/europe-north1/clusters/vault", impersonate = "updater@bank-prod.iam.gserviceaccount.com" },
    ]
    registries = [
      { repositories = ["*-docker.pkg.dev/bank-images/**"], impersonate = "reader@bank-images.iam.gserviceaccount.com" },
    ]
  }

  reconcile_schedule    = "15 */2 * * *" # finds missed pushes within two hours
  vpc                   = { network = "shared", subnetwork = "functions" }
  delivery              = { drop_irrelevant = true }
  results               = true
  notification_channels = [var.on_call]
}
