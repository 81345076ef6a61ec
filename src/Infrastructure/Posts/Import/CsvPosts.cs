using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Agora.Application.Posts.Import;
using Agora.Domain.Common;
using CsvHelper;
using CsvHelper.Configuration;

namespace Agora.Infrastructure.Posts.Import;

/// <summary>RFC 4180 with a header that names its columns, in any order.</summary>
internal static class CsvPosts
{
    // A noncharacter that no text may hold stands for bytes that are not UTF-8, so that one bad record does not end the file.
    private const char NotUtf8 = '\uFFFF';

    private static readonly string[] Columns =
        ["author", "authorEmail", "authorUsername", "title", "body", "tags", "publishedAt", "status", "language"];

    public static async Task<Result<PostFile>> OpenAsync(Stream source, CancellationToken ct)
    {
        var badQuotes = new StrongBox<bool>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            Mode = CsvMode.RFC4180,
            MaxFieldSize = PostFile.LineMax,
            BadDataFound = _ => badQuotes.Value = true,
            CountBytes = false,
        };
        var encoding = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NotUtf8.ToString()));
        var text = new StreamReader(source, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        var parser = new CsvParser(text, configuration);
        try
        {
            ct.ThrowIfCancellationRequested();
            if (!await parser.ReadAsync() || parser.Record is not { } header)
            {
                return ImportErrors.Unusable("The file has no header.");
            }

            return Refuse(header) is { } reason
                ? ImportErrors.Unusable(reason)
                : new PostFile(ImportFormat.Csv, ReadAsync(parser, header, badQuotes, ct));
        }
        catch (CsvHelperException)
        {
            return ImportErrors.Unusable("The first line is not the header of a CSV file.");
        }
    }

    private static string? Refuse(string[] header)
    {
        var unknown = header.Except(Columns, StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null)
        {
            return $"The header names the unknown column \"{(unknown.Length > 50 ? unknown[..50] : unknown)}\". "
                + $"Known are {string.Join(", ", Columns)}, separated by commas.";
        }

        if (header.Distinct(StringComparer.Ordinal).Count() < header.Length)
        {
            return "The header names a column twice.";
        }

        return header.Contains("title", StringComparer.Ordinal) && header.Contains("body", StringComparer.Ordinal)
            ? null
            : "The header names no title or no body.";
    }

    private static async IAsyncEnumerable<ImportLine> ReadAsync(
        CsvParser parser, string[] header, StrongBox<bool> badQuotes, [EnumeratorCancellation] CancellationToken ct)
    {
        using var owned = parser;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            long number = parser.RawRow + 1;
            badQuotes.Value = false;
            var tooLong = false;
            string[]? record = null;
            try
            {
                record = await parser.ReadAsync() ? parser.Record : null;
            }
            catch (MaxFieldSizeException)
            {
                tooLong = true;
            }

            if (tooLong)
            {
                yield return ImportLine.Unreadable(
                    number,
                    $"a field is longer than {PostFile.LineMax} characters, perhaps for want of a closing quote; "
                    + "the rest of the file was not read");
                yield break;
            }

            if (record is null)
            {
                yield break;
            }

            yield return Read(number, header, record, badQuotes.Value);
        }
    }

    private static ImportLine Read(long number, string[] header, string[] record, bool badQuotes)
    {
        if (badQuotes)
        {
            return ImportLine.Unreadable(number, "a quote stands where none may be");
        }

        if (record.Length != header.Length)
        {
            return ImportLine.Unreadable(number, $"has {record.Length} fields where the header has {header.Length}");
        }

        if (Array.Exists(record, field => field.Contains(NotUtf8, StringComparison.Ordinal)))
        {
            return ImportLine.Unreadable(number, "holds bytes that are not UTF-8");
        }

        var (name, email, username) = (Field("author"), Field("authorEmail"), Field("authorUsername"));
        var author = (name, email, username) switch
        {
            (null, null, null) => null,
            (not null, null, null) => new RawAuthor(name, null, null, null),
            _ => new RawAuthor(null, name, email, username),
        };
        var tags = Field("tags")?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ImportLine.Read(
            number,
            new RawPost(author, Field("title"), Field("body"), tags, Field("publishedAt"), Field("status"), Field("language")));

        // CSV cannot tell an empty field from a missing one.
        string? Field(string column) =>
            Array.IndexOf(header, column) is >= 0 and var at && record[at].Length > 0 ? record[at] : null;
    }
}
