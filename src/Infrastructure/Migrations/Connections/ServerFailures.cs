using Npgsql;

namespace Agora.Migrations.Connections;

/// <summary>What PostgreSQL and its driver throw, for people.</summary>
public static class ServerFailures
{
    /// <summary>One sentence for an operator at a terminal; null when the exception did not come from the database.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        PostgresException postgres => $"PostgreSQL {postgres.SqlState}: {postgres.MessageText}",
        NpgsqlException => $"The database cannot be reached: {exception.InnerException?.Message ?? exception.Message}",
        _ => null,
    };
}
