using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class MinimalPrefixTests
{
    [Theory]
    [InlineData("usr/lib/postgresql/17/bin/pg_combinebackup")]
    [InlineData("usr/lib/postgresql/17/lib/vector.so")]
    [InlineData("usr/lib/postgresql/17/lib/postgis-3.so")]
    [InlineData("usr/share/postgresql/17/extension/postgis--3.5.2.sql")]
    [InlineData("usr/share/postgresql/17/extension/postgis-3.control")]
    [InlineData("usr/share/postgresql/17/extension/btree_gist--1.2.sql")]
    [InlineData("usr/share/postgresql/17/tsearch_data/german.stop")]
    [InlineData("usr/lib/x86_64-linux-gnu/libicudata.so.76.1")]
    [InlineData("usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1")]
    [InlineData("usr/lib/locale/C.utf8/LC_CTYPE")]
    public void Keeps_what_the_server_and_its_tools_need(string path) => MinimalPrefix.Content.Keeps(path).ShouldBeTrue();

    [Theory]
    [InlineData("usr/lib/postgresql/17/lib/llvmjit.so")]
    [InlineData("usr/lib/postgresql/17/lib/bitcode/postgres.index.bc")]
    [InlineData("usr/lib/postgresql/17/lib/postgis_raster-3.so")]
    [InlineData("usr/lib/postgresql/17/lib/pgxs/src/Makefile.global")]
    [InlineData("usr/share/postgresql/17/extension/postgis--2.0.0--ANY.sql")]
    [InlineData("usr/share/postgresql/17/extension/postgis--unpackaged--3.5.2.sql")]
    [InlineData("usr/share/postgresql/17/extension/postgis_topology--3.5.2.sql")]
    [InlineData("usr/share/postgresql/17/extension/address_standardizer.control")]
    [InlineData("usr/share/postgresql/17/man/man1/psql.1.gz")]
    [InlineData("usr/share/doc/postgresql-17/copyright")]
    [InlineData("usr/lib/x86_64-linux-gnu/gconv/UTF-16.so")]
    [InlineData("usr/bin/ldd")]
    [InlineData("etc/ld.so.conf")]
    public void Leaves_out_the_rest(string path) => MinimalPrefix.Content.Keeps(path).ShouldBeFalse();

    [Fact]
    public void Names_the_prefix_by_major_and_content() => MinimalPrefix.Content.Key("X64").ShouldMatch("^17-[0-9a-f]{10}$");

    [Fact]
    public void Names_the_prefixes_of_two_architectures_apart() =>
        MinimalPrefix.Content.Key("X64").ShouldNotBe(MinimalPrefix.Content.Key("Arm64"));
}
