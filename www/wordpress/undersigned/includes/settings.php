<?php
/**
 * Settings → Undersigned: the campaign's server, a connection test, and whether placeholders pasted
 * by hand become widgets too. WordPress's settings API checks the capability and the nonce.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const PAGE = 'undersigned';

/**
 * Address of the settings page.
 */
function settings_address() {
	return admin_url( 'options-general.php?page=' . PAGE );
}

/**
 * Registers the two options, for the form and the REST API.
 */
function register_settings() {
	register_setting(
		PAGE,
		SERVER_OPTION,
		array(
			'type'              => 'string',
			'label'             => __( 'The campaign’s Undersigned server', 'undersigned' ),
			'default'           => '',
			'show_in_rest'      => true,
			'sanitize_callback' => __NAMESPACE__ . '\sanitize_server',
		)
	);
	register_setting(
		PAGE,
		EVERYWHERE_OPTION,
		array(
			'type'              => 'boolean',
			'label'             => __( 'Load Undersigned on every page', 'undersigned' ),
			'default'           => false,
			'show_in_rest'      => true,
			'sanitize_callback' => 'rest_sanitize_boolean',
		)
	);
}

/**
 * Rejects an invalid address: keeps the old one, and reports an error.
 *
 * @param mixed $typed What was typed.
 */
function sanitize_server( $typed ) {
	$server = parse_server( $typed );
	if ( '' !== $server || ! is_string( $typed ) || '' === trim( $typed ) ) {
		return $server;
	}
	// WordPress sanitises a new option twice. In the REST API, this error cannot be shown.
	if ( function_exists( 'add_settings_error' ) && ! get_settings_errors( SERVER_OPTION ) ) {
		add_settings_error(
			SERVER_OPTION,
			'address',
			sprintf(
				/* translators: %s: what was typed. */
				__( '“%s” is not the address of a server. Enter it as https://act.example. An address with http:// works only for a server on this computer.', 'undersigned' ),
				sanitize_text_field( $typed )
			)
		);
	}
	return server();
}

/**
 * Adds the page to the menu, for users who may change options.
 */
function add_settings_page() {
	$hook = add_options_page( __( 'Undersigned', 'undersigned' ), __( 'Undersigned', 'undersigned' ), 'manage_options', PAGE, __NAMESPACE__ . '\print_settings_page' );
	add_action( "load-$hook", __NAMESPACE__ . '\load_settings_script' );
}

/**
 * The connection test runs in the browser, because visitors' browsers have to reach the server.
 */
function load_settings_script() {
	$script = dirname( FILE ) . '/editor/settings.js';
	wp_enqueue_script( 'undersigned-settings', plugins_url( 'editor/settings.js', FILE ), array( 'wp-i18n' ), md5_file( $script ), array( 'in_footer' => true ) );
	wp_set_script_translations( 'undersigned-settings', 'undersigned', dirname( FILE ) . '/languages' );
}

/**
 * Adds a link to the settings to the list of plugins.
 *
 * @param array $links The plugin's links.
 */
function link_settings( $links ) {
	$link = '<a href="' . esc_url( settings_address() ) . '">' . esc_html__( 'Settings', 'undersigned' ) . '</a>';
	return array_merge( array( $link ), $links );
}

/**
 * Prints the page.
 */
function print_settings_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Undersigned', 'undersigned' ); ?></h1>
		<p style="max-width:50em"><?php esc_html_e( 'The signature box, sign-up form and share bar show content from a campaign’s server. The code that runs in your visitors’ browsers is on this website.', 'undersigned' ); ?></p>
		<form action="options.php" method="post">
			<?php settings_fields( PAGE ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="undersigned-server"><?php esc_html_e( 'The campaign’s server', 'undersigned' ); ?></label></th>
					<td>
						<input id="undersigned-server" name="<?php echo esc_attr( SERVER_OPTION ); ?>" type="text" inputmode="url" class="regular-text code" autocomplete="off" spellcheck="false" placeholder="https://act.example" value="<?php echo esc_attr( server() ); ?>" aria-describedby="undersigned-server-help">
						<p class="description" id="undersigned-server-help"><?php esc_html_e( 'Ask the campaign for the address, or paste the address of its declaration: only the server’s name is kept. It begins with https://.', 'undersigned' ); ?></p>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Placeholders pasted by hand', 'undersigned' ); ?></th>
					<td>
						<label for="undersigned-everywhere"><input id="undersigned-everywhere" name="<?php echo esc_attr( EVERYWHERE_OPTION ); ?>" type="checkbox" value="1" <?php checked( get_option( EVERYWHERE_OPTION ) ); ?>>
						<?php esc_html_e( 'Load Undersigned on every page', 'undersigned' ); ?></label>
						<p class="description"><?php esc_html_e( 'Turns every <div data-widget="…"> in a post into a widget, whoever wrote it. Blocks and shortcodes do not need this.', 'undersigned' ); ?></p>
					</td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
		<?php print_connection_test(); ?>
		<?php print_ways_to_use(); ?>
	</div>
	<?php
}

/**
 * The second half of the page: does the server respond, and does it allow this site?
 */
function print_connection_test() {
	?>
	<h2><?php esc_html_e( 'Does it work?', 'undersigned' ); ?></h2>
	<p>
		<?php
		printf(
			/* translators: %s: the origin of this site, such as https://courier.example. */
			esc_html__( 'The campaign has to approve this website: ask it to add %s to the sites of the declaration or list.', 'undersigned' ),
			'<code>' . esc_html( own_origin() ) . '</code>'
		);
		?>
	</p>
	<form id="undersigned-test" data-server="<?php echo esc_attr( server() ); ?>" data-site="<?php echo esc_attr( own_origin() ); ?>">
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="undersigned-slug"><?php esc_html_e( 'Declaration or list', 'undersigned' ); ?></label></th>
				<td>
					<input id="undersigned-slug" type="text" class="regular-text code" autocomplete="off" spellcheck="false" aria-describedby="undersigned-slug-help">
					<p class="description" id="undersigned-slug-help"><?php esc_html_e( 'Its short name or its address. Leave it empty to test only the server.', 'undersigned' ); ?></p>
				</td>
			</tr>
		</table>
		<p class="submit"><button type="submit" class="button"><?php esc_html_e( 'Test the connection', 'undersigned' ); ?></button></p>
		<div role="status"><div class="notice inline" id="undersigned-found" hidden><p></p></div></div>
		<noscript><p><?php esc_html_e( 'The test needs JavaScript.', 'undersigned' ); ?></p></noscript>
	</form>
	<?php
}

/**
 * What to do next, for the person who set up the plugin.
 */
function print_ways_to_use() {
	?>
	<h2><?php esc_html_e( 'Add it to a post', 'undersigned' ); ?></h2>
	<p style="max-width:50em"><?php esc_html_e( 'In the block editor, add the block Signature box, Sign-up form or Share bar. Elsewhere, use a shortcode. Everybody who can write a post can use both.', 'undersigned' ); ?></p>
	<p>
		<code>[undersigned_signature declaration="…"]</code><br>
		<code>[undersigned_signup list="…"]</code><br>
		<code>[undersigned_share]</code>
	</p>
	<?php
}

/**
 * Suggested text for the site's own privacy policy.
 */
function suggest_privacy_words() {
	$server = server();
	if ( '' === $server ) {
		return;
	}
	$words = sprintf(
		/* translators: %s: the campaign's server. */
		__( 'Pages with a signature box, a sign-up form or a share bar load it from %s, which receives your IP address. What you type is sent there only when you press the button. No cookies are set. Social networks learn nothing until you follow a link to them.', 'undersigned' ),
		$server
	);
	wp_add_privacy_policy_content( 'Undersigned', '<p>' . esc_html( $words ) . '</p>' );
}
