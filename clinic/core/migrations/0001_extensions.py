"""btree_gist, for constraints that mix equality with overlapping times. A trusted extension: the owner may add it."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [BtreeGistExtension()]
