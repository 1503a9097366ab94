<?php
/**
 * WordPress runs this when the plugin is deleted: removes its options, and the loaders it stored
 * among the uploads, on every site of a network.
 *
 * @package Undersigned
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

$undersigned_sites = is_multisite() ? get_sites(
	array(
		'fields' => 'ids',
		'number' => 0,
	)
) : array( get_current_blog_id() );
foreach ( $undersigned_sites as $undersigned_site ) {
	if ( is_multisite() ) {
		switch_to_blog( $undersigned_site );
	}
	delete_option( 'undersigned_server' );
	delete_option( 'undersigned_everywhere' );
	delete_option( 'undersigned_heights' );
	wp_unschedule_hook( 'undersigned_ask_height' );
	$undersigned_uploads = wp_upload_dir( null, false );
	foreach ( (array) glob( $undersigned_uploads['basedir'] . '/undersigned/*/local.js' ) as $undersigned_loader ) {
		wp_delete_file( $undersigned_loader );
		rmdir( dirname( $undersigned_loader ) ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- A folder of the plugin's own, empty now.
	}
	if ( is_dir( $undersigned_uploads['basedir'] . '/undersigned' ) ) {
		rmdir( $undersigned_uploads['basedir'] . '/undersigned' ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- Likewise.
	}
	if ( is_multisite() ) {
		restore_current_blog();
	}
}
