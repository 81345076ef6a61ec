using System.Text.Json.Serialization;
using Agora.Application.Comments;
using Agora.Application.Common;

namespace Agora.Api.Comments;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CommentEndpoints.CreateRequest))]
[JsonSerializable(typeof(CommentEndpoints.UpdateRequest))]
[JsonSerializable(typeof(CommentView))]
[JsonSerializable(typeof(Page<ThreadComment>))]
[JsonSerializable(typeof(Page<AuthoredComment>))]
[JsonSerializable(typeof(Page<DeletedComment>))]
internal sealed partial class CommentJson : JsonSerializerContext;
