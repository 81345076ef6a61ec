using FluentMigrator.Expressions;
using FluentMigrator.Runner.Generators.Postgres;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.Processors.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agora.Migrations.Engine;

/// <summary>A processor without a database: keeps the SQL that a class would send, and refuses every question.</summary>
internal sealed class SqlCollector(
    PostgresDbFactory factory, Postgres15_0Generator generator, ILogger<Postgres15_0Processor> logger,
    IOptionsSnapshot<ProcessorOptions> options, IConnectionStringAccessor connectionString, PostgresOptions postgres)
    : Postgres15_0Processor(factory, generator, logger, options, connectionString, postgres)
{
    private List<string> collected = [];

    public IReadOnlyList<string> Take()
    {
        var taken = collected;
        collected = [];
        return taken;
    }

    public override bool Exists(string template, params object[] args) => throw new ClassRefusedException(ClassRefusedException.Asks);

    public override System.Data.DataSet Read(string template, params object[] args) =>
        throw new ClassRefusedException(ClassRefusedException.Asks);

    public override void Process(PerformDBOperationExpression expression) =>
        throw new ClassRefusedException(ClassRefusedException.Connects);

    protected override void Process(string sql)
    {
        if (!string.IsNullOrWhiteSpace(sql))
        {
            collected.Add(sql);
        }
    }
}

/// <summary>A class does what keeps its SQL from being known, and so from being reviewed, before it runs.</summary>
internal sealed class ClassRefusedException(string message) : Exception(message)
{
    public const string Asks =
        "The class queries the database, so its SQL cannot be planned. Remove the query; the history tells what was "
        + "applied. What depends on data belongs into SQL (Execute.Sql with IF EXISTS or a DO block).";

    public const string Connects =
        "The class works on a connection of its own (Execute.WithConnection), where no lock can be planned. Write SQL with Execute.Sql.";
}
