using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Running;
using Agora.Infrastructure.Database.Migrations.Sql;
using Npgsql;

namespace Agora.Infrastructure.Database.Migrations.Planning;

/// <summary>
/// Has the server parse a statement without running it. Its grammar refuses a piece that holds two statements, too, so it proves where
/// the file was cut. What it says beyond grammar (a table that a pending file makes) is no refusal.
/// </summary>
internal static class GrammarCheck
{
    /// <returns>The server's words with the place in the file (PGM906), or null.</returns>
    public static async Task<string?> RefusalAsync(ServerConnection connection, SqlStatement statement, CancellationToken ct)
    {
        try
        {
            await connection.ParseAsync(statement.Text, ct);
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.SyntaxError)
        {
            var place = statement.Locate(Math.Max(1, error.Position));
            return string.Create(CultureInfo.InvariantCulture, $"PGM906 {place.Line}:{place.Column} {error.MessageText}");
        }
        catch (PostgresException)
        {
            return null;
        }
    }
}
