#pragma warning disable MA0048, MA0049, CA1050 // Each namespace is one assembly's worth of classes for one test.
#pragma warning disable CA5394, MA0012, RS0030 // What a class must not do is what these do.
using FluentMigrator;
using FluentMigrator.Runner.Constraints;

namespace Agora.Migrations.Tests.Engine.Classes.Good
{
    [Migration(20260102000000L, "Name the things")]
    public sealed class NameThings : Migration
    {
        public override void Up()
        {
            Alter.Table("things").AddColumn("name").AsString(100).Nullable();
            Execute.Sql("UPDATE things SET name = '{none}' -- braces stay");
            Insert.IntoTable("things").Row(new { id = 7, name = "it's" });
        }

        public override void Down()
        {
            Delete.FromTable("things").Row(new { id = 7 });
            Delete.Column("name").FromTable("things");
        }
    }

    [Migration(20260104000000L, TransactionBehavior.None)]
    public sealed class IndexThings : Migration
    {
        public override void Up() => Execute.Sql("""
            CREATE INDEX CONCURRENTLY things_name_idx ON things (name);
            CREATE INDEX CONCURRENTLY things_id_idx ON things (id);
            """);

        public override void Down()
        {
            Execute.Sql("DROP INDEX CONCURRENTLY things_name_idx");
            Execute.Sql("DROP INDEX CONCURRENTLY things_id_idx");
        }
    }

    [Migration(20260105000000L)]
    public sealed class MakeTags : AutoReversingMigration
    {
        public override void Up() => Create.Table("tags")
            .WithColumn("id").AsInt64().PrimaryKey("tags_pkey").WithColumn("name").AsString(50).NotNullable();
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Contract
{
    [Migration(20260102000000L, BreakingChange = true)]
    [MigrationTrait("migrate", "requires=20260101000000\nreviewer=\"Ada\"")]
    public sealed class DropThings : ForwardOnlyMigration
    {
        public override void Up() => Delete.Table("things");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Random
{
    [Migration(20260102000000L)]
    public sealed class DrawLots : ForwardOnlyMigration
    {
        public override void Up() => Insert.IntoTable("things").Row(new { id = System.Random.Shared.NextInt64() });
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Clock
{
    [Migration(20260102000000L)]
    public sealed class StampThings : ForwardOnlyMigration
    {
        public override void Up() => Insert.IntoTable("things").Row(new { at = DateTime.UtcNow });
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Asking
{
    [Migration(20260102000000L)]
    public sealed class MakeThingsOnce : ForwardOnlyMigration
    {
        public override void Up()
        {
            if (!Schema.Table("things").Exists())
            {
                Create.Table("things").WithColumn("id").AsInt64();
            }
        }
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.AskingOnTheWayBack
{
    [Migration(20260102000000L)]
    public sealed class MakeOthers : Migration
    {
        public override void Up() => Create.Table("others").WithColumn("id").AsInt64();

        public override void Down()
        {
            if (Schema.Schema("public").Table("others").Column("id").Exists())
            {
                Delete.Table("others");
            }
        }
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Connecting
{
    [Migration(20260102000000L)]
    public sealed class FillThings : ForwardOnlyMigration
    {
        public override void Up() => Execute.WithConnection((connection, transaction) => connection.ChangeDatabase("postgres"));
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Twin
{
    [Migration(20260101000000L)]
    public sealed class MakeThings : ForwardOnlyMigration
    {
        public override void Up() => Create.Table("things").WithColumn("id").AsInt64();
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Twins
{
    [Migration(20260102000000L)]
    public sealed class One : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }

    [Migration(20260102000000L)]
    public sealed class Other : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 2");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Numbered
{
    [Migration(12L)]
    public sealed class Twelfth : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Tagged
{
    [Migration(20260102000000L)]
    [Tags("Staging")]
    public sealed class StagingOnly : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Constrained
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class OnSundaysAttribute() : MigrationConstraintAttribute(_ => false);

    [Migration(20260102000000L)]
    [OnSundays]
    public sealed class Sometimes : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Maintaining
{
    [Maintenance(MigrationStage.AfterAll)]
    public sealed class GrantRights : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Silent
{
    [Migration(20260102000000L)]
    public sealed class DoNothing : ForwardOnlyMigration
    {
        public override void Up()
        {
        }
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Incomplete
{
    [Migration(20260102000000L)]
    public sealed class NamelessTable : ForwardOnlyMigration
    {
        public override void Up() => Create.Table("").WithColumn("id").AsInt64();
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Demanding
{
    [Migration(20260102000000L)]
    public sealed class NeedsAService(Uri address) : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql($"SELECT '{address}'");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Late
{
    /// <summary>Says the same while it is read, and something else when it runs.</summary>
    [Migration(20260102000000L)]
    public sealed class ChangeMind : ForwardOnlyMigration
    {
        private static int reads;

        public override void Up() => Execute.Sql($"CREATE TABLE {(Interlocked.Increment(ref reads) <= 2 ? "first" : "second")} (id int)");
    }
}

namespace Agora.Migrations.Tests.Engine.Classes.Last
{
    [Migration(20260103000000L, "make last")]
    public sealed class MakeLast : Migration
    {
        public override void Up()
        {
            Create.Table("last").WithColumn("id").AsInt64().PrimaryKey("last_pkey").WithColumn("thing_id").AsInt64().NotNullable();
            Create.ForeignKey("last_thing_id_fkey").FromTable("last").ForeignColumn("thing_id").ToTable("things").PrimaryColumn("id");
        }

        public override void Down() => Delete.Table("last");
    }
}
