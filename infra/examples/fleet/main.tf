# A platform team's: registries of three projects, clusters of two, private endpoints, alerts to who is on call.

provider "google" {
  project = var.project
}

module "image_updater" {
  source = "../.."

  project = var.project
  region  = "europe-north1"
  labels  = { team = "platform" }

  registries = [
    { project = "shop-images", repositories = ["europe/apps"] },     # the only repository that may be read
    { project = "bank-images", create_topic = true, read = false },  # nobody made its topic `gcr` yet; its reader: below
    { project = "game-images", create_topic = false, read = false }, # is there, and may not be looked at; nor read
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

  reconcile_schedule    = "15 */2 * * *" # pushes that never arrived are found within two hours
  vpc                   = { network = "shared", subnetwork = "functions" }
  delivery              = { drop_irrelevant = true }
  results               = true
  notification_channels = [var.on_call]
}
