using System.Collections.Frozen;

namespace Agora.Migrations.Locks;

/// <summary>What may stand in front of a parenthesis in an expression without being a volatile function.</summary>
internal static class BuiltInFunctions
{
    /// <summary>Functions of the server that are immutable or stable in every form; a test compares them with a server.</summary>
    public static readonly FrozenSet<string> Steady = Words("""
        abbrev abs acldefault acos acosd acosh age area array_dims array_fill array_lower array_ndims array_position array_positions
        array_remove array_replace array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh atan atan2
        atan2d atand atanh box broadcast cardinality cbrt ceil ceiling center char_length character_length chr circle concat
        concat_ws convert convert_from convert_to cos cosd cosh cot cotd current_database current_schema current_setting current_user
        database_to_xml database_to_xml_and_xmlschema database_to_xmlschema date_add date_bin date_part date_subtract date_trunc
        datemultirange daterange daterange_subdiff decode degrees diagonal diameter div encode enum_first enum_last enum_range erf
        erfc exp extract factorial family floor format format_type gcd get_bit get_byte get_current_ts_config getpgusername height
        host hostmask icu_unicode_version initcap is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp
        isvertical json_array_length json_build_array json_build_object json_object json_populate_record json_strip_nulls
        json_to_record json_to_tsvector json_typeof jsonb_array_length jsonb_build_array jsonb_build_object jsonb_insert jsonb_object
        jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query_array jsonb_path_query_array_tz
        jsonb_path_query_first jsonb_path_query_first_tz jsonb_populate_record jsonb_populate_record_valid jsonb_pretty jsonb_set
        jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval
        lcm left length like line ln log log10 lower lower_inc lower_inf lpad lseg ltrim make_date make_interval make_time
        make_timestamp make_timestamptz makeaclitem masklen md5 min_scale mod multirange netmask network normalize notlike now
        npoints num_nonnulls num_nulls nummultirange numnode numrange numrange_subdiff octet_length overlaps overlay parse_ident
        pg_backend_pid pg_basetype pg_client_encoding pg_conf_load_time pg_has_role pg_input_error_info pg_input_is_valid
        pg_my_temp_schema pg_postmaster_start_time pg_sequence_parameters pg_settings_get_flags pg_size_bytes pg_size_pretty
        pg_split_walfile_name pg_trigger_depth pg_typeof phraseto_tsquery pi plainto_tsquery point polygon position pow power
        querytree quote_ident quote_literal quote_nullable radians radius range_merge regexp_count regexp_instr regexp_like
        regexp_match regexp_replace regexp_split_to_array regexp_substr repeat replace reverse right round row_to_json rpad rtrim
        scale schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema session_user set_bit set_byte set_masklen setweight
        sha224 sha256 sha384 sha512 sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt statement_timestamp
        string_to_array strip strpos substr substring system_user table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tan tand
        tanh text timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_timestamp to_tsquery
        to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_delete ts_filter ts_headline ts_lexize ts_rank
        ts_rank_cd tsmultirange tsquery_phrase tsrange tsrange_subdiff tstzmultirange tstzrange tstzrange_subdiff tsvector_to_array
        unicode_assigned unicode_version unistr upper upper_inc upper_inf version websearch_to_tsquery width width_bucket
        xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xmlvalidate xpath
        xpath_exists
        """);

    /// <summary>Types with a modifier or as a conversion, and words of the grammar.</summary>
    private static readonly FrozenSet<string> Grammar = Words("""
        all and any array as at between bit bool bpchar by bytea case cast char cidr coalesce collate current_date current_time
        current_timestamp date decimal distinct else end exists filter float float4 float8 from greatest grouping ilike in inet int
        int2 int4 int4multirange int4range int8 int8multirange int8range interval is isnull json json_array json_exists json_object
        json_query json_scalar json_serialize json_value jsonb least like localtime localtimestamp macaddr merge_action money name
        not notnull nullif numeric oid on or order over partition regclass regproc regtype row select similar some symmetric then
        time timestamp timestamptz timetz treat trim tsquery tsvector using uuid values varbit varchar when where within
        xmlattributes xmlconcat xmlelement xmlforest xmlparse xmlpi xmlroot xmlserialize zone
        """);

    /// <summary>Those of usual extensions.</summary>
    private static readonly FrozenSet<string> OfExtensions = Words("""
        armor crypt cube dearmor digest dmetaphone earth_distance halfvec hmac hstore l2_normalize levenshtein ll_to_earth lquery
        ltree metaphone nlevel similarity soundex strict_word_similarity subltree subpath subvector unaccent uuid_generate_v3
        uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url uuid_ns_x500 vector word_similarity
        """);

    public static bool IsSteady(string name) => Steady.Contains(name) || Grammar.Contains(name) || OfExtensions.Contains(name)
        || name.StartsWith("st_", StringComparison.Ordinal);

    private static FrozenSet<string> Words(string text) =>
        FrozenSet.ToFrozenSet(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
