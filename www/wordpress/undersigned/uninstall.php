<?php
/**
 * Run by WordPress when the plugin is deleted: takes its options away, on every site of a network.
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
	if ( is_multisite() ) {
		restore_current_blog();
	}
}
