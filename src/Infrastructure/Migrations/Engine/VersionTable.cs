using FluentMigrator.Runner.VersionTableInfo;

namespace Agora.Migrations.Engine;

/// <summary>FluentMigrator's own table in the place and the shape that it has by default.</summary>
internal sealed class VersionTable(MigratorOptions options) : IVersionTableMetaData
{
    /// <summary>Never: a rollback of everything would drop the schema, which is <c>public</c>.</summary>
    public bool OwnsSchema => false;

    public string SchemaName => options.HistorySchema;

    public string TableName => options.HistoryTable;

    public string ColumnName => "Version";

    public string DescriptionColumnName => "Description";

    public string UniqueIndexName => "UC_Version";

    public string AppliedOnColumnName => "AppliedOn";

    public bool CreateWithPrimaryKey => false;
}
