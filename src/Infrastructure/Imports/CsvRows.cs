using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Agora.Application.Imports;
using Agora.Domain.Common;
using CsvHelper;
using CsvHelper.Configuration;

namespace Agora.Infrastructure.Imports;

/// <summary>RFC 4180 with a header that names its columns, in any order.</summary>
internal static class CsvRows
{
    // A noncharacter that no text may hold stands for bytes that are not UTF-8, so that one bad record does not end the file.
    private const char NotUtf8 = '\uFFFF';

    public static async Task<Result<ImportFile<TRaw>>> OpenAsync<TRaw>(Stream source, RowFormat<TRaw> format, CancellationToken ct)
        where TRaw : class
    {
        var badQuotes = new StrongBox<bool>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            Mode = CsvMode.RFC4180,
            MaxFieldSize = ImportFile.LineMax,
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

            return Refuse(header, format.Columns, format.Required) is { } reason
                ? ImportErrors.Unusable(reason)
                : new ImportFile<TRaw>(ImportFormat.Csv, ReadAsync(parser, header, format, badQuotes, ct));
        }
        catch (CsvHelperException)
        {
            return ImportErrors.Unusable("The first line is not the header of a CSV file.");
        }
    }

    private static string? Refuse(string[] header, IReadOnlyList<string> columns, IReadOnlyList<string> required)
    {
        var unknown = header.Except(columns, StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null)
        {
            return $"The header names the unknown column \"{(unknown.Length > 50 ? unknown[..50] : unknown)}\". "
                + $"Known are {string.Join(", ", columns)}, separated by commas.";
        }

        if (header.Distinct(StringComparer.Ordinal).Count() < header.Length)
        {
            return "The header names a column twice.";
        }

        return required.Except(header, StringComparer.Ordinal).FirstOrDefault() is { } missing ? $"The header names no {missing}." : null;
    }

    private static async IAsyncEnumerable<ImportLine<TRaw>> ReadAsync<TRaw>(
        CsvParser parser, string[] header, RowFormat<TRaw> format, StrongBox<bool> badQuotes, [EnumeratorCancellation] CancellationToken ct)
        where TRaw : class
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
                yield return ImportLine<TRaw>.Unreadable(
                    number,
                    $"a field is longer than {ImportFile.LineMax} characters, perhaps for want of a closing quote; "
                    + "the rest of the file was not read");
                yield break;
            }

            if (record is null)
            {
                yield break;
            }

            yield return Read(number, header, record, format, badQuotes.Value);
        }
    }

    private static ImportLine<TRaw> Read<TRaw>(long number, string[] header, string[] record, RowFormat<TRaw> format, bool badQuotes)
        where TRaw : class
    {
        if (badQuotes)
        {
            return ImportLine<TRaw>.Unreadable(number, "a quote stands where none may be");
        }

        if (record.Length != header.Length)
        {
            return ImportLine<TRaw>.Unreadable(number, $"has {record.Length} fields where the header has {header.Length}");
        }

        if (Array.Exists(record, field => field.Contains(NotUtf8, StringComparison.Ordinal)))
        {
            return ImportLine<TRaw>.Unreadable(number, "holds bytes that are not UTF-8");
        }

        try
        {
            return ImportLine<TRaw>.Read(number, format.FromCsv(Field));
        }
        catch (FormatException problem)
        {
            return ImportLine<TRaw>.Unreadable(number, problem.Message);
        }

        // CSV cannot tell an empty field from a missing one.
        string? Field(string column) =>
            Array.IndexOf(header, column) is >= 0 and var at && record[at].Length > 0 ? record[at] : null;
    }
}
