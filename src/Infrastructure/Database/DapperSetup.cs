using System.Data;
using Dapper;

namespace Agora.Infrastructure.Database;

/// <summary>Dapper's process-wide settings, made once before the first statement.</summary>
internal static class DapperSetup
{
    private static readonly Lock Gate = new();
    private static bool done;

    public static void Apply()
    {
        lock (Gate)
        {
            if (done)
            {
                return;
            }

            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.ConnectionStringComparer = new AnyDatabase();
            SqlMapper.AddTypeHandler(new DateTimeOffsetHandler());
            SqlMapper.AddTypeHandler(new TextArrayHandler());
            SqlMapper.AddTypeHandler(new DateOnlyHandler());
            done = true;
        }
    }

    // A positional record asks for DateTimeOffset; without a handler Dapper finds no matching constructor.
    /// <summary>
    /// What Dapper compiles for a statement serves every database of this process: the columns of a result are a part of its key.
    /// </summary>
    private sealed class AnyDatabase : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => true;

        public int GetHashCode(string obj) => 0;
    }

    private sealed class DateTimeOffsetHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            DateTimeOffset offset => offset,
            _ => throw new DataException($"A timestamp was expected and {value?.GetType().Name} came."),
        };
    }

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.Date;
            parameter.Value = value;
        }

        public override DateOnly Parse(object value) => value switch
        {
            DateOnly day => day,
            DateTime midnight => DateOnly.FromDateTime(midnight),
            _ => throw new DataException($"A date was expected and {value?.GetType().Name} came."),
        };
    }

    // The driver announces every array as System.Array, which matches no constructor either.
    private sealed class TextArrayHandler : SqlMapper.TypeHandler<string[]>
    {
        public override void SetValue(IDbDataParameter parameter, string[]? value) => parameter.Value = (object?)value ?? DBNull.Value;

        public override string[] Parse(object value) => (string[])value;
    }
}
