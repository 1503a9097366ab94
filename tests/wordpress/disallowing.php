<?php
/**
 * The setting of an owner who trusts nobody with scripts, not even editors and administrators.
 */

define( 'DISALLOW_UNFILTERED_HTML', true );
