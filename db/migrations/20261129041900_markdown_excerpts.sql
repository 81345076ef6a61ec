-- Excerpts read as text for every construct of Markdown: tables, both kinds of headings, code, lists, escapes, entities, addresses. Markup
-- stays text, as it does where a text is shown. The backfill of the next version makes the stored ones again.

-- What stands for a character in HTML, such as amp, #169 and #xA9. An unknown name stays as it was written.
CREATE FUNCTION app.html_entity(name text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code bigint;
BEGIN
    IF name NOT LIKE '#%' THEN
        RETURN coalesce(jsonb '{
            "AElig":"Æ","Aacute":"Á","Acirc":"Â","Agrave":"À","Alpha":"Α","Aring":"Å","Atilde":"Ã","Auml":"Ä","Beta":"Β",
            "Ccedil":"Ç","Chi":"Χ","Dagger":"‡","Delta":"Δ","ETH":"Ð","Eacute":"É","Ecirc":"Ê","Egrave":"È","Epsilon":"Ε",
            "Eta":"Η","Euml":"Ë","Gamma":"Γ","Iacute":"Í","Icirc":"Î","Igrave":"Ì","Iota":"Ι","Iuml":"Ï","Kappa":"Κ","Lambda":"Λ",
            "Mu":"Μ","Ntilde":"Ñ","Nu":"Ν","OElig":"Œ","Oacute":"Ó","Ocirc":"Ô","Ograve":"Ò","Omega":"Ω","Omicron":"Ο",
            "Oslash":"Ø","Otilde":"Õ","Ouml":"Ö","Phi":"Φ","Pi":"Π","Prime":"″","Psi":"Ψ","Rho":"Ρ","Scaron":"Š","Sigma":"Σ",
            "THORN":"Þ","Tau":"Τ","Theta":"Θ","Uacute":"Ú","Ucirc":"Û","Ugrave":"Ù","Upsilon":"Υ","Uuml":"Ü","Xi":"Ξ","Yacute":"Ý",
            "Yuml":"Ÿ","Zeta":"Ζ","aacute":"á","acirc":"â","acute":"´","aelig":"æ","agrave":"à","alefsym":"ℵ","alpha":"α",
            "amp":"&","and":"∧","ang":"∠","aring":"å","asymp":"≈","atilde":"ã","auml":"ä","bdquo":"„","beta":"β","brvbar":"¦",
            "bull":"•","cap":"∩","ccedil":"ç","cedil":"¸","cent":"¢","chi":"χ","circ":"ˆ","clubs":"♣","cong":"≅","copy":"©",
            "crarr":"↵","cup":"∪","curren":"¤","dArr":"⇓","dagger":"†","darr":"↓","deg":"°","delta":"δ","diams":"♦","divide":"÷",
            "eacute":"é","ecirc":"ê","egrave":"è","empty":"∅","emsp":"\u2003","ensp":"\u2002","epsilon":"ε","equiv":"≡","eta":"η",
            "eth":"ð","euml":"ë","euro":"€","exist":"∃","fnof":"ƒ","forall":"∀","frac12":"½","frac14":"¼","frac34":"¾","frasl":"⁄",
            "gamma":"γ","ge":"≥","gt":">","hArr":"⇔","harr":"↔","hearts":"♥","hellip":"…","iacute":"í","icirc":"î","iexcl":"¡",
            "igrave":"ì","image":"ℑ","infin":"∞","int":"∫","iota":"ι","iquest":"¿","isin":"∈","iuml":"ï","kappa":"κ","lArr":"⇐",
            "lambda":"λ","lang":"〈","laquo":"«","larr":"←","lceil":"⌈","ldquo":"“","le":"≤","lfloor":"⌊","lowast":"∗","loz":"◊",
            "lrm":"\u200e","lsaquo":"‹","lsquo":"‘","lt":"<","macr":"¯","mdash":"—","micro":"µ","middot":"·","minus":"−","mu":"μ",
            "nabla":"∇","nbsp":"\u00a0","ndash":"–","ne":"≠","ni":"∋","not":"¬","notin":"∉","nsub":"⊄","ntilde":"ñ","nu":"ν",
            "oacute":"ó","ocirc":"ô","oelig":"œ","ograve":"ò","oline":"‾","omega":"ω","omicron":"ο","oplus":"⊕","or":"∨",
            "ordf":"ª","ordm":"º","oslash":"ø","otilde":"õ","otimes":"⊗","ouml":"ö","para":"¶","part":"∂","permil":"‰","perp":"⊥",
            "phi":"φ","pi":"π","piv":"ϖ","plusmn":"±","pound":"£","prime":"′","prod":"∏","prop":"∝","psi":"ψ","quot":"\"",
            "rArr":"⇒","radic":"√","rang":"〉","raquo":"»","rarr":"→","rceil":"⌉","rdquo":"”","real":"ℜ","reg":"®","rfloor":"⌋",
            "rho":"ρ","rlm":"\u200f","rsaquo":"›","rsquo":"’","sbquo":"‚","scaron":"š","sdot":"⋅","sect":"§","shy":"\u00ad",
            "sigma":"σ","sigmaf":"ς","sim":"∼","spades":"♠","sub":"⊂","sube":"⊆","sum":"∑","sup":"⊃","sup1":"¹","sup2":"²",
            "sup3":"³","supe":"⊇","szlig":"ß","tau":"τ","there4":"∴","theta":"θ","thetasym":"ϑ","thinsp":"\u2009","thorn":"þ",
            "tilde":"˜","times":"×","trade":"™","uArr":"⇑","uacute":"ú","uarr":"↑","ucirc":"û","ugrave":"ù","uml":"¨","upsih":"ϒ",
            "upsilon":"υ","uuml":"ü","weierp":"℘","xi":"ξ","yacute":"ý","yen":"¥","yuml":"ÿ","zeta":"ζ","zwj":"\u200d",
            "zwnj":"\u200c"}' ->> name, '&' || name || ';');
    END IF;

    code := CASE WHEN name ~ '^#[xX]' THEN ('x' || lpad(substr(name, 3), 8, '0'))::bit(32)::bigint ELSE substr(name, 2)::bigint END;
    RETURN CASE WHEN code BETWEEN 1 AND 55295 OR code BETWEEN 57344 AND 1114111 THEN chr(code::integer) ELSE U&'\FFFD' END;
END
$$;

-- The words of Markdown within one or more blocks. What is literal (escapes, code, addresses, entities) is put aside first, its marks as
-- private characters, so that emphasis and links find marks only where they are some.
CREATE FUNCTION app.inline_text(markdown text, labels text[]) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    words  text := markdown;
    label  text;
BEGIN
    IF words ~ '[\\`<&]' THEN
        SELECT string_agg(
            CASE
                WHEN t.token[1] IS NOT NULL THEN translate(t.token[1], marks, aside)
                WHEN t.token[2] IS NOT NULL THEN translate(regexp_replace(t.token[2], '^\s(.*\S.*)\s$', '\1'), marks, aside)
                WHEN t.token[3] IS NOT NULL THEN translate(t.token[3], marks, aside)
                WHEN t.token[4] IS NOT NULL THEN translate(t.token[4], marks, aside)
                WHEN t.token[5] IS NOT NULL THEN translate(app.html_entity(t.token[5]), marks, aside)
                ELSE t.token[6]
            END, '' ORDER BY t.place)
        INTO words
        FROM regexp_matches(
            words,
            -- An escape, code between two and one backticks, an address in angle brackets, an entity, anything else.
            '\\([!-/:-@[-`{-~])|``((?:[^`]|`(?!`))+)``(?!`)|`([^`]+)`(?!`)|'
            '<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[A-Za-z0-9.!#$%&''*+/=?^_{|}~-]+@[A-Za-z0-9.-]+)>|'
            '&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);|([^\\`<&]+|[\\`<&])',
            'g') WITH ORDINALITY AS t (token, place);
    END IF;

    IF strpos(words, ']') > 0 THEN
        -- Twice, for pictures in links.
        FOR pass IN 1..2 LOOP
            words := regexp_replace(
                words,
                '!?\[([^][]*)\]\(\s*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|''[^'']*''|\([^()]*\)))?\s*\)',
                '\1', 'g');
        END LOOP;

        FOREACH label IN ARRAY labels LOOP
            IF label LIKE '^%' THEN
                words := replace(words, '[' || label || ']', '');
            ELSE
                words := regexp_replace(words, '!?\[([^][]+)\]\[' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || '\]', '\1', 'gi');
                words := regexp_replace(words, '!?\[(' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || ')\](?:\[\])?', '\1', 'gi');
            END IF;
        END LOOP;
    END IF;

    IF words ~ '[*_~]' THEN
        FOR pass IN 1..3 LOOP
            words := regexp_replace(words, '(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1', '\2', 'g');
            words := regexp_replace(words, '(?<![[:alnum:]_])(_{1,3})(?=[^\s_])((?:[^_]|_(?=[[:alnum:]]))*[^\s_])\1(?![[:alnum:]_])', '\2', 'g');
        END LOOP;
        words := regexp_replace(words, '~~(?=[^\s~])([^~]*[^\s~])~~', '\1', 'g');
    END IF;

    RETURN translate(replace(words, E'\\\n', E'\n'), aside, marks);
END
$$;

-- The words at the beginning of Markdown, on one line, as a reader sees them. Lines are read until there are enough, so that a long text
-- costs what a short one does; 4,000 characters hold 280 readable ones, whatever is drawn around them.
CREATE OR REPLACE FUNCTION app.excerpt(markdown text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    lines  CONSTANT text[] := string_to_array(translate(left(markdown, 4000), E'\r' || aside, ''), E'\n');
    labels text[] := '{}';
    words  text := '';
    line   text;
    place  integer := 0;
    fence  text;
    begun  boolean := false;  -- a paragraph goes on
    listed boolean := false;
    tabled boolean := false;
BEGIN
    IF strpos(markdown, ']:') > 0 THEN
        SELECT coalesce(array_agg(DISTINCT m.label[1]), '{}') INTO labels
        FROM regexp_matches(markdown, '^ {0,3}\[([^][]{1,200})\]:[ \t]*\S', 'gn') AS m (label);
    END IF;

    FOREACH line IN ARRAY lines LOOP
        place := place + 1;
        EXIT WHEN length(words) > 900;

        IF fence IS NOT NULL THEN
            IF line ~ ('^[\s>]*' || fence || '+\s*$') THEN
                fence := NULL;
            ELSE
                words := words || E'\n' || translate(line, marks, aside);
            END IF;
            CONTINUE;
        END IF;

        IF line ~ '^[\s>]*$' THEN
            begun := false;
            tabled := false;
            words := words || E'\n';
            CONTINUE;
        END IF;

        IF line ~ '^( {4}|\t)' AND NOT begun AND NOT listed THEN
            words := words || E'\n' || translate(line, marks, aside);
            CONTINUE;
        END IF;

        -- A rule, or the line under a heading.
        IF line ~ '^[\s>]*(-+|(\*\s*){3,}|(-\s*){3,}|(_\s*){3,})\s*$' OR (begun AND line ~ '^[\s>]*=+\s*$') THEN
            begun := false;
            CONTINUE;
        END IF;

        -- A number other than 1 begins no list within a paragraph.
        WHILE line ~ '^\s*(>|[-*+]\s|1[.)]\s)' OR ((NOT begun OR listed) AND line ~ '^\s*\d{1,9}[.)]\s') LOOP
            listed := listed OR line !~ '^\s*>';
            begun := begun AND line ~ '^\s*>';
            line := regexp_replace(line, '^\s*(>|[-*+]\s(\s*\[[ xX]\]\s)?|\d{1,9}[.)]\s(\s*\[[ xX]\]\s)?)', '');
        END LOOP;
        listed := listed AND (line ~ '^\s' OR begun OR line <> lines[place]);

        IF line ~ '^\s*(`{3,}[^`]*|~{3,}.*)$' THEN
            fence := substring(line FROM '^\s*(`+|~+)');
            begun := false;
            CONTINUE;
        END IF;

        IF line ~ '^\s*#{1,6}(\s|$)' THEN
            words := words || E'\n' || regexp_replace(regexp_replace(line, '^\s*#{1,6}', ''), '\s#+\s*$', '') || E'\n';
            begun := false;
            CONTINUE;
        END IF;

        -- What links and footnotes refer to.
        CONTINUE WHEN NOT begun AND line ~ '^ {0,3}\[[^][]{1,200}\]:[ \t]*\S';

        IF strpos(line, '|') > 0 AND lines[place + 1] ~ '^[\s>]*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$' AND strpos(lines[place + 1], '|') > 0 THEN
            tabled := true;
        END IF;
        IF tabled THEN
            CONTINUE WHEN line ~ '^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$';
            line := regexp_replace(replace(line, '\|', U&'\E009'), '\|', E' ', 'g');
            words := words || E'\n';
        END IF;

        words := words || E'\n' || line;
        begun := true;
    END LOOP;

    RETURN left(btrim(regexp_replace(app.inline_text(words, labels), '\s+', ' ', 'g')), 280);
END
$$;
