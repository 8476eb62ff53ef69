/** Google service accounts of the tests, by e-mail. */

/** Who the updater is in clusters. */
export const UPDATER = 'updater@shop.iam.gserviceaccount.com';
/** As whom the updater may act. */
export const TARGET = 'clusters@shop.iam.gserviceaccount.com';
