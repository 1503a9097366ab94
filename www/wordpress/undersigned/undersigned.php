<?php
/**
 * Plugin Name: Undersigned
 * Description: A campaign’s signature box, sign-up form and share bar, as blocks and shortcodes. All code that runs in your visitors’ browsers is on your own website.
 * Version: 0.1.0
 * Requires at least: 6.8
 * Requires PHP: 7.4
 * Author: The Undersigned contributors
 * License: MIT OR Apache-2.0
 * License URI: https://opensource.org/license/mit
 * Text Domain: undersigned
 * Domain Path: /languages
 * Update URI: https://undersigned.invalid/
 *
 * The plugin's main file: loads its parts and registers their hooks. The widgets are defined in
 * includes/widgets.php and printed by includes/output.php. Newer versions come from the campaign's
 * server, and every campaign has its own: so the update address above only names the filter of
 * includes/updates.php (.invalid never resolves, RFC 2606).
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const FILE = __FILE__;

require __DIR__ . '/includes/server.php';
require __DIR__ . '/includes/widgets.php';
require __DIR__ . '/includes/heights.php';
require __DIR__ . '/includes/output.php';
require __DIR__ . '/includes/blocks.php';
require __DIR__ . '/includes/shortcodes.php';
require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/updates.php';

add_action( 'init', __NAMESPACE__ . '\register_loader' );
add_action( 'init', __NAMESPACE__ . '\register_blocks' );
add_action( 'init', __NAMESPACE__ . '\register_shortcodes' );
add_action( 'init', __NAMESPACE__ . '\register_settings' );
add_action( HEIGHT_HOOK, __NAMESPACE__ . '\ask_height' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\name_server', 10, 2 );
add_filter( 'embed_oembed_html', __NAMESPACE__ . '\lend_to_frame', 10, 2 );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\load_everywhere' );
add_action( 'enqueue_block_editor_assets', __NAMESPACE__ . '\configure_editor' );
add_action( 'admin_menu', __NAMESPACE__ . '\add_settings_page' );
add_action( 'admin_init', __NAMESPACE__ . '\suggest_privacy_words' );
add_filter( 'update_plugins_undersigned.invalid', __NAMESPACE__ . '\offer_update', 10, 3 );
add_filter( 'plugins_api', __NAMESPACE__ . '\describe_update', 10, 3 );
add_filter( 'plugin_action_links_' . plugin_basename( FILE ), __NAMESPACE__ . '\link_settings' );
