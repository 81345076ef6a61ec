using System.Data.Common;
using FluentMigrator.Runner.Processors.Postgres;
using Npgsql;

namespace Agora.Migrations.Engine;

/// <summary>The driver that is compiled in; FluentMigrator would look for it by reflection.</summary>
internal sealed class NpgsqlDriver(IServiceProvider services) : PostgresDbFactory(services)
{
    protected override DbProviderFactory CreateFactory() => NpgsqlFactory.Instance;
}
