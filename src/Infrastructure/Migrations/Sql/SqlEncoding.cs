using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Agora.Migrations.Sql;

/// <summary>Bytes to text, strictly: nothing is replaced, guessed or dropped, except a byte order mark.</summary>
internal static class SqlEncoding
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static (string? Text, List<SqlIssue> Issues) Decode(ReadOnlySpan<byte> file)
    {
        if (file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return (null, [SqlIssue.Of(SqlIssueKind.Utf16, 0, 2, 1, 1)]);
        }

        List<SqlIssue> issues = [];
        if (file.StartsWith(Utf8Mark))
        {
            file = file[Utf8Mark.Length..];
            issues.Add(SqlIssue.Of(SqlIssueKind.ByteOrderMark, 0, 0, 1, 1));
        }

        var nul = file.IndexOf((byte)0);
        if (nul >= 0)
        {
            issues.Add(At(SqlIssueKind.NulCharacter, file, nul));
            return (null, issues);
        }

        if (!Utf8.IsValid(file))
        {
            issues.Add(At(SqlIssueKind.InvalidUtf8, file, FirstInvalid(file)));
            return (null, issues);
        }

        return (Encoding.UTF8.GetString(file), issues);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> file)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(file[at..], out _, out var consumed) == OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    private static SqlIssue At(SqlIssueKind kind, ReadOnlySpan<byte> file, int offset)
    {
        var before = file[..offset];
        return SqlIssue.Of(kind, offset, 1, before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }
}
