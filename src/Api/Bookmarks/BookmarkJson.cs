using System.Text.Json.Serialization;
using Agora.Application.Bookmarks;
using Agora.Application.Common;

namespace Agora.Api.Bookmarks;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<BookmarkedPost>))]
internal sealed partial class BookmarkJson : JsonSerializerContext;
