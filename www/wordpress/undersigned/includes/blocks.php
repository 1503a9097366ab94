<?php
/**
 * The three blocks, printed by PHP; editor/editor.js draws them in the editor.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

/**
 * Registers a block for each widget.
 */
function register_blocks() {
	$script = dirname( FILE ) . '/editor/editor.js';
	wp_register_script(
		'undersigned-editor',
		plugins_url( 'editor/editor.js', FILE ),
		array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-data', 'wp-element', 'wp-i18n', 'wp-shortcode' ),
		md5_file( $script ),
		array( 'in_footer' => true )
	);
	wp_set_script_translations( 'undersigned-editor', 'undersigned', dirname( FILE ) . '/languages' );
	foreach ( array_keys( WIDGETS ) as $widget ) {
		register_block_type(
			dirname( FILE ) . "/blocks/$widget",
			array(
				'render_callback' => function ( $attributes ) use ( $widget ) {
					return output( $widget, $attributes, get_block_wrapper_attributes() );
				},
			)
		);
	}
}

/**
 * Passes configuration to the editor's script.
 */
function configure_editor() {
	$configuration = array(
		'server'   => server(),
		'home'     => home_url( '/' ),
		'settings' => current_user_can( 'manage_options' ) ? settings_address() : '',
		'networks' => NETWORKS,
		'fields'   => FIELDS,
	);
	wp_add_inline_script(
		'undersigned-editor',
		'window.undersignedEditor = ' . wp_json_encode( $configuration, JSON_HEX_TAG | JSON_HEX_AMP ) . ';',
		'before'
	);
}
